using System.Text;

namespace Lintel.RateLimits;

/// <summary>A counter of a caller that was reset, as nodes tell each other.</summary>
/// <param name="Api">The contract's name.</param>
/// <param name="Policy">The policy's name.</param>
/// <param name="Counter">The id that it counts by.</param>
internal sealed record ResetCounter(string Api, string Policy, string Counter)
{
    // Neither names nor ids have it.
    private const char Separator = '\n';

    /// <summary>The counter as the change log has it.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Join(Separator, Api, Policy, Counter));

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <returns>The counter; null for something else.</returns>
    public static ResetCounter? FromBytes(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes).Split(Separator) is [var api, var policy, var counter] ? new ResetCounter(api, policy, counter) : null;
}
