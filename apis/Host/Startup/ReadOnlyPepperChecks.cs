using Lintel.Keys;

namespace Lintel.Host.Startup;

/// <summary>Check values of peppers for commands that write nothing: a version that no host has had yet is taken as it is.</summary>
/// <param name="inner">The check values.</param>
internal sealed class ReadOnlyPepperChecks(IPepperCheckStore inner) : IPepperCheckStore
{
    public ValueTask<IReadOnlyDictionary<int, byte[]>> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

    public ValueTask<byte[]> AddAsync(int version, byte[] checkValue, CancellationToken cancellationToken) => new(checkValue);
}
