"""The cross in vectorbt: signals of all bars at once, orders at the open of the next bar."""
import time
import numpy as np
import pandas as pd
import vectorbt as vbt
import measure

work = measure.read_work()
bars = list(measure.read_bars(work["bars"]))
index = pd.DatetimeIndex([when for when, *_ in bars])
opens = pd.Series([row[1] for row in bars], index=index)
closes = pd.Series([row[4] for row in bars], index=index)


def once():
    started = time.perf_counter()
    fast = vbt.MA.run(closes, work["fast"]).ma
    slow = vbt.MA.run(closes, work["slow"]).ma
    wanted = (fast - slow > work["margin"]).astype(float) * work["quantity"]
    # What is wanted at a close is held from the next open on.
    wanted = wanted.shift(1).fillna(0.0)
    size = wanted.diff().fillna(wanted.iloc[0])
    portfolio = vbt.Portfolio.from_orders(
        closes, size=size.replace(0.0, np.nan), price=opens, fees=work["fee"], init_cash=work["cash"], freq="1h"
    )
    equity = portfolio.final_value()
    seconds = time.perf_counter() - started
    orders = portfolio.orders.records
    fills = [
        (int(idx), size if side == 0 else -size, price, fee)
        for idx, size, price, fee, side in zip(
            orders["idx"], orders["size"], orders["price"], orders["fees"], orders["side"]
        )
    ]
    return seconds, fills, float(equity)


measure.tell(work, once, "no event loop: arrays of all bars, orders at the next open")
