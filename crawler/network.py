"""Where names lead: resolving hosts, and refusing private addresses unless the caller allowed them.

The connection is made to the very address that was checked, so that a name whose answer changes between the check
and the connection (DNS rebinding) reaches nothing private.
"""

import asyncio
import ipaddress
import math
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from facts import PageState

ASK_AGAIN = 0.5  # seconds
LOOKUP_SECONDS = 15.0
LOOKUPS = 16  # names looked up side by side
FAILURE_KEPT = 60.0  # seconds; a network that dropped may be back


class FetchFailed(Exception):
    """An address gave no answer; `state` is how that ended, the message is plain English, `again` tells whether to retry."""

    def __init__(self, state: PageState, why: str, *, again: bool = False) -> None:
        super().__init__(why)
        self.state = state
        self.again = again


def is_private(address: str) -> bool:
    """True for an IP address that is not part of the public internet: loopback, private, link-local, reserved, multicast.

    IPv6 addresses that carry an IPv4 address (mapped, NAT64, 6to4, ISATAP) are what that one is; of the rest only
    global unicast is public (IANA, IPv6 Global Unicast Address Assignments), and Teredo is not.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inside(ip)
        if inner is None:
            return ip not in _GLOBAL_UNICAST or not ip.is_global or any(ip in net for net in _NOT_PUBLIC_6)
        ip = inner
    return not ip.is_global or ip.is_multicast or any(ip in net for net in _NOT_PUBLIC_4)


_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_4 = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv4Network("192.88.99.0/24"))  # protocol assignments, 6to4 relays
_NOT_PUBLIC_6 = (ipaddress.IPv6Network("2001::/23"), ipaddress.IPv6Network("3fff::/20"))  # protocol assignments with Teredo, documentation
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def _inside(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, None when it stands for itself."""
    if ip in _NAT64 or (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


class Resolver:
    """Host names to IP addresses: an answer is kept for the crawl, a failure for a minute."""

    def __init__(self, *, allow_private: bool) -> None:
        self.allow_private = allow_private
        self._known: dict[str, asyncio.Task[tuple[str, ...]]] = {}
        self._failed: dict[str, float] = {}
        # threads of their own: names that nobody answers for must not hold up what else waits for a thread
        self._threads = ThreadPoolExecutor(LOOKUPS, thread_name_prefix="names")

    def close(self) -> None:
        """Look up no more names."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def resolve(self, name: str) -> tuple[str, ...]:
        """IP addresses of a host; FetchFailed when there are none (dns) or one of them is private and that is not allowed."""
        if name not in self._known or time.monotonic() > self._failed.get(name, math.inf):
            self._failed.pop(name, None)
            self._known[name] = asyncio.create_task(self._lookup(name))
        try:
            addresses = await asyncio.shield(self._known[name])
        except FetchFailed:
            self._failed.setdefault(name, time.monotonic() + FAILURE_KEPT)
            raise
        private = [address for address in addresses if is_private(address)]
        if private and not self.allow_private:
            raise FetchFailed(PageState.PRIVATE, f"{name} leads to the private address {private[0]}")
        return addresses

    async def _lookup(self, name: str) -> tuple[str, ...]:
        try:
            return (str(ipaddress.ip_address(name.strip("[]"))),)
        except ValueError:
            pass
        try:
            return await self._addresses(name)
        except socket.gaierror as error:
            if error.errno != socket.EAI_AGAIN:
                raise FetchFailed(PageState.DNS, f"no such host: {name}") from error
        except (OSError, UnicodeError) as error:
            raise _unknown(name, error) from error
        await asyncio.sleep(ASK_AGAIN)  # the name server was busy: that says nothing of the host
        try:
            return await self._addresses(name)
        except (OSError, UnicodeError) as error:
            raise _unknown(name, error) from error

    async def _addresses(self, name: str) -> tuple[str, ...]:
        """What the system's resolver says; TimeoutError when it says nothing."""
        look = partial(socket.getaddrinfo, name, None, type=socket.SOCK_STREAM)
        found = await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(self._threads, look), LOOKUP_SECONDS)
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _unknown(name: str, error: Exception) -> FetchFailed:
    if isinstance(error, TimeoutError):  # says nothing of the host
        return FetchFailed(PageState.TIMEOUT, f"no name server told in {LOOKUP_SECONDS:.0f} seconds where {name} is")
    return FetchFailed(PageState.DNS, f"no such host: {name}")
