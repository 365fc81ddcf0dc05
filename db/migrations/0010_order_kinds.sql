-- Orders that slide; what the dead-man switch and a socket that is gone cancel.
set local lock_timeout = '5s';

alter type order_type add value if not exists 'slide' after 'market';
alter type cancel_reason add value if not exists 'dead_man' after 'deficit';
alter type cancel_reason add value if not exists 'disconnected' after 'dead_man';
