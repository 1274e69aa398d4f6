"""The cross in NautilusTrader: a market order fills at the close of the bar that decided it."""
import time
from decimal import Decimal
import pandas as pd
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig, StrategyConfig
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import EUR, USD
from nautilus_trader.model.data import Bar, BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy
import measure

work = measure.read_work()
venue = Venue("SIM")
name = InstrumentId(Symbol("EUR/USD"), venue)
instrument = CurrencyPair(
    instrument_id=name,
    raw_symbol=Symbol("EURUSD"),
    base_currency=EUR,
    quote_currency=USD,
    price_precision=5,
    size_precision=0,
    price_increment=Price.from_str("0.00001"),
    size_increment=Quantity.from_int(1),
    lot_size=None,
    max_quantity=None,
    min_quantity=None,
    max_notional=None,
    min_notional=None,
    max_price=None,
    min_price=None,
    margin_init=Decimal("0.01"),
    margin_maint=Decimal("0.01"),
    maker_fee=Decimal(str(work["fee"])),
    taker_fee=Decimal(str(work["fee"])),
    ts_event=0,
    ts_init=0,
)
bar_type = BarType.from_str("EUR/USD.SIM-1-HOUR-LAST-EXTERNAL")
HOUR = 3_600_000_000_000


def bar_of(when, prices):
    nanos = pd.Timestamp(when, tz="UTC").value + HOUR
    open_, high, low, close = (Price(price, 5) for price in prices)
    return Bar(bar_type, open_, high, low, close, Quantity.from_int(100_000_000), nanos, nanos)


bars = [bar_of(when, prices) for when, *prices in measure.read_bars(work["bars"])]


class Cross(Strategy):
    def __init__(self):
        super().__init__(StrategyConfig())
        self.fast = SimpleMovingAverage(work["fast"])
        self.slow = SimpleMovingAverage(work["slow"])
        self.fills = []
        self.held = 0

    def on_start(self):
        self.register_indicator_for_bars(bar_type, self.fast)
        self.register_indicator_for_bars(bar_type, self.slow)
        self.subscribe_bars(bar_type)

    def on_bar(self, bar):
        if not self.slow.initialized:
            return
        wanted = work["quantity"] if self.fast.value - self.slow.value > work["margin"] else 0
        if wanted != self.held:
            side = OrderSide.BUY if wanted > self.held else OrderSide.SELL
            order = self.order_factory.market(name, side, Quantity.from_int(abs(wanted - self.held)))
            self.held = wanted
            self.submit_order(order)

    def on_order_filled(self, event):
        sign = 1 if event.order_side == OrderSide.BUY else -1
        self.fills.append(
            (event.ts_event, sign * float(event.last_qty), float(event.last_px), float(event.commission.as_decimal()))
        )


def once():
    engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True), run_analysis=False))
    engine.add_venue(
        venue,
        OmsType.NETTING,
        AccountType.MARGIN,
        [Money(work["cash"], USD)],
        base_currency=USD,
        default_leverage=Decimal(10),
    )
    engine.add_instrument(instrument)
    engine.add_data(bars)
    strategy = Cross()
    engine.add_strategy(strategy)
    started = time.perf_counter()
    engine.run()
    seconds = time.perf_counter() - started
    cash = float(engine.portfolio.account(venue).balance_total(USD).as_decimal())
    open_value = sum(float(p.unrealized_pnl(bars[-1].close).as_decimal()) for p in engine.cache.positions_open())
    fills = strategy.fills
    engine.dispose()
    return seconds, fills, cash + open_value


measure.tell(work, once, "market orders fill at the close of the deciding bar")
