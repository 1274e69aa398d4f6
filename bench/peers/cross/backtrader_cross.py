"""The cross in backtrader: a market order fills at the open of the next bar."""
import time
import backtrader as bt
import measure

work = measure.read_work()


class Cross(bt.Strategy):
    def __init__(self):
        self.fast = bt.indicators.SimpleMovingAverage(self.data.close, period=work["fast"])
        self.slow = bt.indicators.SimpleMovingAverage(self.data.close, period=work["slow"])
        self.fills = []

    def notify_order(self, order):
        if order.status == order.Completed:
            done = order.executed
            self.fills.append((len(self.data), done.size, done.price, done.comm))

    def next(self):
        wanted = work["quantity"] if self.fast[0] - self.slow[0] > work["margin"] else 0
        if wanted != self.position.size:
            self.order_target_size(target=wanted)


class Rows(bt.feed.DataBase):
    """Rows that are in memory already, as everybody's are."""

    def start(self):
        super().start()
        self.at = 0

    def _load(self):
        if self.at == len(rows):
            return False
        row = rows[self.at]
        self.at += 1
        self.lines.datetime[0] = row[0]
        self.lines.open[0], self.lines.high[0], self.lines.low[0], self.lines.close[0] = row[1:5]
        self.lines.volume[0] = 0
        self.lines.openinterest[0] = 0
        return True


def once():
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(Rows())
    cerebro.addstrategy(Cross)
    cerebro.broker.setcash(work["cash"])
    cerebro.broker.setcommission(commission=work["fee"])
    cerebro.broker.set_checksubmit(False)
    started = time.perf_counter()
    [strategy] = cerebro.run()
    seconds = time.perf_counter() - started
    return seconds, strategy.fills, cerebro.broker.getvalue()


rows = [(bt.date2num(when), *prices) for when, *prices in measure.read_bars(work["bars"])]
measure.tell(work, once, "market orders fill at the next open")
