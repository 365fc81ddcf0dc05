"""QuantDesk, a perpetual-futures exchange: doors take requests, one writer decides, keepers make the world agree."""
