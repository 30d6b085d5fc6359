namespace Lintel;

/// <summary>What a guard says of a request: it passes, or there is a <see cref="Refusal"/>. A closed type.</summary>
public abstract class Decision
{
    private protected Decision()
    {
    }

    /// <summary>The request goes on to the next guard.</summary>
    public static Decision Pass { get; } = new Passed();

    private sealed class Passed : Decision;
}
