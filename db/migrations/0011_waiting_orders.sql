-- Orders that wait for a price, and why they end.
set local lock_timeout = '5s';

alter type order_type add value if not exists 'stop_market' after 'slide';
alter type order_type add value if not exists 'stop_limit' after 'stop_market';
alter type order_type add value if not exists 'take_profit_market' after 'stop_limit';
alter type order_type add value if not exists 'take_profit_limit' after 'take_profit_market';
alter type order_type add value if not exists 'trailing_stop' after 'take_profit_limit';
alter type order_status add value if not exists 'waiting' after 'refused';
alter type cancel_reason add value if not exists 'linked' after 'disconnected';
alter type cancel_reason add value if not exists 'refused' after 'linked';
