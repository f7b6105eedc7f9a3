"""Where names lead: resolving hosts, and refusing private addresses unless the caller allowed them.

The connection is made to the very address that was checked, so that a name whose answer changes between the check
and the connection (DNS rebinding) reaches nothing private.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable

import httpcore

from facts import PageState

ASK_AGAIN = 0.5  # seconds


class FetchFailed(Exception):
    """An address gave no answer; `state` is how that ended, the message is plain English, `again` tells whether to retry."""

    def __init__(self, state: PageState, why: str, *, again: bool = False) -> None:
        super().__init__(why)
        self.state = state
        self.again = again


def is_private(address: str) -> bool:
    """True for an IP address that is not part of the public internet: loopback, private, link-local, reserved."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if inner is not None:
        ip = inner
    return not ip.is_global or ip.is_multicast


class Resolver:
    """Host names to IP addresses, each asked once in a crawl."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._known: dict[str, asyncio.Task[tuple[str, ...]]] = {}

    async def resolve(self, name: str) -> tuple[str, ...]:
        """IP addresses of a host; FetchFailed when there are none (dns) or one of them is private and that is not allowed."""
        if name not in self._known:
            self._known[name] = asyncio.create_task(_lookup(name))
        addresses = await asyncio.shield(self._known[name])
        private = [address for address in addresses if is_private(address)]
        if private and not self._allow_private:
            raise FetchFailed(PageState.PRIVATE, f"{name} leads to the private address {private[0]}")
        return addresses


async def _lookup(name: str) -> tuple[str, ...]:
    try:
        return (str(ipaddress.ip_address(name.strip("[]"))),)
    except ValueError:
        pass
    try:
        return await _addresses(name)
    except socket.gaierror as error:
        if error.errno != socket.EAI_AGAIN:
            raise FetchFailed(PageState.DNS, f"no such host: {name}") from error
    except (OSError, UnicodeError) as error:
        raise FetchFailed(PageState.DNS, f"no such host: {name}") from error
    await asyncio.sleep(ASK_AGAIN)  # the name server was busy: that says nothing of the host
    try:
        return await _addresses(name)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(PageState.DNS, f"no such host: {name}") from error


async def _addresses(name: str) -> tuple[str, ...]:
    found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to addresses that the resolver let through."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # the interface's own
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of `host` that takes the connection."""
        failures: list[httpcore.ConnectError | httpcore.ConnectTimeout] = []
        for address in await self._resolver.resolve(host):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failures.append(error)
        raise failures[-1]

    async def sleep(self, seconds: float) -> None:
        """Wait between the pool's own retries."""
        await asyncio.sleep(seconds)
