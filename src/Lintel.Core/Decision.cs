namespace Lintel;

/// <summary>What a guard says of a request: it passes, or there is a <see cref="Refusal"/>. A closed type.</summary>
public abstract class Decision
{
    private protected Decision()
    {
    }

    /// <summary>The request goes on to the next guard.</summary>
    public static Decision Pass { get; } = new Passed();

    /// <summary>The values that the guard has looked at, for the request log; empty for none.</summary>
    internal IReadOnlyList<ComparedValue> Compared { get; private set; } = [];

    /// <summary>The same decision with what the guard has looked at, so that the request log can say why it came to it.</summary>
    /// <param name="values">Names and values; the first 8 are kept. What has the form of a secret is masked in the log.</param>
    public Decision Comparing(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var copy = (Decision)MemberwiseClone();
        copy.Compared = ComparedValue.Bounded(values);
        return copy;
    }

    private sealed class Passed : Decision;
}
