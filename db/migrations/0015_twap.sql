-- Orders that are taken in slices.
set local lock_timeout = '5s';

alter type order_type add value if not exists 'twap' after 'pegged';
