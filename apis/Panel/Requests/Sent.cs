namespace Lintel.Panel;

/// <summary>A field of a change: what was not sent stays as it is, and null is a value.</summary>
/// <param name="IsSent">Whether it was sent.</param>
/// <param name="Value">What was sent.</param>
internal readonly record struct Sent<T>(bool IsSent, T? Value)
    where T : class
{
    /// <summary>What was sent, or what is there.</summary>
    public T? Or(T? present) => IsSent ? Value : present;
}
