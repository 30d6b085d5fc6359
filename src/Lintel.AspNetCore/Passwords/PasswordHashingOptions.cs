namespace Lintel.AspNetCore;

/// <summary>Bounds the work of hashing passwords.</summary>
public sealed class PasswordHashingOptions
{
    /// <summary>
    /// The number of passwords that are hashed at a time, at least 1. Hashing keeps a core busy for about a tenth of a second, so one core is left for
    /// everything else.
    /// <value>one less than the processor's cores, and at least 1</value>
    /// </summary>
    public int Concurrency { get; set; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>
    /// The number that may wait for each that is hashed, at least 1. Beyond it the caller with the most waiting requests loses its newest, which is answered by
    /// <c>server.overloaded</c>. <value>32</value>
    /// </summary>
    public int MaximumWaiting { get; set; } = 32;

    internal IEnumerable<string> Faults()
    {
        if (Concurrency < 1)
        {
            yield return $"Passwords.Concurrency must be at least 1, not {Concurrency}.";
        }

        if (MaximumWaiting < 1)
        {
            yield return $"Passwords.MaximumWaiting must be at least 1, not {MaximumWaiting}.";
        }
    }
}
