"""What the scripts of the peers share: the work that is given, and the line that is told."""
import csv, datetime, json, resource, sys


def read_work():
    return json.loads(sys.argv[1])


def read_bars(path):
    """When each bar opened, and its four prices."""
    with open(path, newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for when, *prices in rows:
            yield datetime.datetime.strptime(when, "%Y-%m-%dT%H:%M:%SZ"), *map(float, prices[:4])


def tell(work, once, assumption):
    """Runs it as often as asked, the first time to warm up, and tells the best time and what came out."""
    times = []
    for _ in range(work["repeats"]):
        seconds, fills, equity = once()
        times.append(seconds)
    print(
        json.dumps(
            {
                "seconds": min(times),
                "fills": len(fills),
                "boughtUnits": sum(size for _, size, _, _ in fills if size > 0),
                "turnover": sum(abs(size) * price for _, size, price, _ in fills),
                "fees": sum(fee for *_, fee in fills),
                "equity": equity,
                "peakRssMiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "assumption": assumption,
            }
        )
    )
