using Lintel.Contracts;

namespace Lintel.HttpTests.Conformance;

/// <summary>One of the numbered assertions that a contract keeps or waives by name.</summary>
/// <param name="Number">Its number in the conformance list.</param>
/// <param name="Sentence">What it says.</param>
/// <param name="Concerns">Whether it says anything about this contract.</param>
/// <param name="Check">Fires the requests; answers what was seen in place of it, or null where it held.</param>
internal sealed record Assertion(int Number, string Sentence, Func<Contract, bool> Concerns, Func<Probe, Task<string?>> Check)
{
    public Assertion(int number, string sentence, Func<Probe, Task<string?>> check)
        : this(number, sentence, _ => true, check)
    {
    }
}
