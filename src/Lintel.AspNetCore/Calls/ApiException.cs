namespace Lintel.AspNetCore;

/// <summary>A refusal from deep inside a handler; the front door turns it into the contract's envelope.</summary>
/// <param name="refusal">Why; a code of its own must be declared by <c>RaisesError</c>.</param>
public sealed class ApiException(Refusal refusal) : Exception(refusal.ToString())
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}
