namespace Lintel.Proving;

/// <summary>One of the numbered assertions that a contract keeps or waives by name.</summary>
/// <param name="Number">Its number in the conformance list.</param>
/// <param name="Sentence">What it says.</param>
/// <param name="Check">Fires the requests; answers what was seen in place of it, or null where it held.</param>
internal sealed record Assertion(int Number, string Sentence, Func<Probe, Task<string?>> Check)
{
    /// <summary>Why it says nothing about an API; null where it does.</summary>
    public Func<ProbeTarget, string?> Inapplicable { get; init; } = _ => null;

    /// <summary>What would have to be given for it; null for nothing.</summary>
    public Func<ProbeTarget, string?> Lacking { get; init; } = _ => null;

    /// <summary>What of it could not be looked at; null for nothing.</summary>
    public Func<ProbeTarget, string?> Partial { get; init; } = _ => null;

    /// <summary>Whether a waiver stands although nothing can be fired that would show that it is needed.</summary>
    public bool WaiverStands { get; init; }

    /// <summary>One that nothing can be fired for.</summary>
    public static Assertion Silent(int number, string sentence, string why) =>
        new(number, sentence, _ => Task.FromResult<string?>(null)) { Inapplicable = _ => why };
}
