namespace Lintel.Requests;

/// <summary>The last request that was made with a key, true to a minute.</summary>
/// <param name="At">When it began.</param>
/// <param name="Address">The address of its caller; null where it is not known.</param>
internal sealed record KeyUse(DateTimeOffset At, string? Address);
