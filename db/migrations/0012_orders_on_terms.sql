-- Orders that rest on terms: icebergs and pegged orders.
set local lock_timeout = '5s';

alter type order_type add value if not exists 'iceberg' after 'trailing_stop';
alter type order_type add value if not exists 'pegged' after 'iceberg';
