"""Operations over HTTP, one file a resource: each declares an Operation and a coroutine function from its Call to its answer."""
