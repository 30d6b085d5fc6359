using System.Net;

namespace Lintel.AspNetCore;

/// <summary>The address of a client, and how it was found.</summary>
/// <param name="Address">The address; <see cref="ClientAddress.Unknown"/> where that cannot be read.</param>
/// <param name="Proxy">The trusted proxy that tells of it; null where it is the peer's own.</param>
/// <param name="Hops">The number of hops that were read; 0 for the peer's own address.</param>
internal sealed record SeenAddress(IPAddress Address, IPAddress? Proxy, int Hops);
