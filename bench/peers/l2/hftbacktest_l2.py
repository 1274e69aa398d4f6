"""Quotes at the touch in hftbacktest, over the levels that Conclave's own import wrote down."""
import json, resource, sys, time
import numpy as np
from numba import njit
from hftbacktest import (
    BacktestAsset,
    BUY_EVENT,
    DEPTH_EVENT,
    DEPTH_SNAPSHOT_EVENT,
    GTX,
    HashMapMarketDepthBacktest,
    LIMIT,
    SELL_EVENT,
    TRADE_EVENT,
    event_dtype,
)
from hftbacktest.data import correct_event_order

work = json.loads(sys.argv[1])
rows = np.fromfile(work["levels"]).reshape(-1, 6)
events = np.zeros(len(rows), event_dtype)
kinds = np.array([0, DEPTH_EVENT, TRADE_EVENT, DEPTH_SNAPSHOT_EVENT], np.uint64)
events["ev"] = kinds[rows[:, 0].astype(int)] | np.where(rows[:, 3] > 0, BUY_EVENT, SELL_EVENT).astype(np.uint64)
events["exch_ts"] = rows[:, 1].astype(np.int64) * 1000
events["local_ts"] = rows[:, 2].astype(np.int64) * 1000
events["px"] = rows[:, 4]
events["qty"] = rows[:, 5]
place = np.arange(len(events))
events = correct_event_order(
    events,
    np.lexsort((place, events["local_ts"], events["exch_ts"])),
    np.lexsort((place, events["exch_ts"], events["local_ts"])),
)
SECOND = 1_000_000_000


@njit
def quote(hbt, quantity):
    hbt.elapse(1)
    hbt.elapse(SECOND - hbt.current_timestamp % SECOND)
    order = 1
    while True:
        depth = hbt.depth(0)
        working = hbt.orders(0).values()
        while working.has_next():
            each = working.get()
            if each.cancellable:
                hbt.cancel(0, each.order_id, False)
        if depth.best_bid > 0:
            hbt.submit_buy_order(0, order, depth.best_bid, quantity, GTX, LIMIT, False)
        if depth.best_ask > 0:
            hbt.submit_sell_order(0, order + 1, depth.best_ask, quantity, GTX, LIMIT, False)
        order += 2
        hbt.clear_inactive_orders(0)
        if hbt.elapse(SECOND) != 0:
            return


def once():
    latency = work["latencyUs"] * 1_000
    asset = (
        BacktestAsset()
        .data(events)
        .linear_asset(1.0)
        .constant_order_latency(latency, latency)
        .risk_adverse_queue_model()
        .no_partial_fill_exchange()
        .trading_value_fee_model(0.0, 0.0)
        .tick_size(0.1)
        .lot_size(0.001)
    )
    hbt = HashMapMarketDepthBacktest([asset])
    started = time.perf_counter()
    quote(hbt, work["quantity"])
    seconds = time.perf_counter() - started
    state = hbt.state_values(0)
    done = (seconds, int(state.num_trades), float(state.position), float(state.balance))
    hbt.close()
    return done


once()
runs = [once() for _ in range(work["repeats"])]
_, fills, position, cash = runs[0]
print(
    json.dumps(
        {
            "seconds": min(run[0] for run in runs),
            "levels": len(rows),
            "fills": fills,
            "bought": round((fills + position / work["quantity"]) / 2),
            "position": position,
            "cash": cash,
            "peakRssMiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "assumption": "risk-averse queue, no partial fills",
        }
    )
)
