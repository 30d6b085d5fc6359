namespace Lintel.Requests;

/// <summary>What a guard says of a request: it passes, or it is refused. A closed type.</summary>
public abstract class Decision
{
    private Decision()
    {
    }

    /// <summary>The request goes on to the next guard.</summary>
    public static Decision Pass { get; } = new Passed();

    /// <summary>The request is refused.</summary>
    public static implicit operator Decision(Refusal refusal) => new Refused(refusal);

    /// <summary>The request goes on.</summary>
    public sealed class Passed : Decision
    {
        internal Passed()
        {
        }
    }

    /// <summary>The request ends here.</summary>
    public sealed class Refused : Decision
    {
        internal Refused(Refusal refusal) => Refusal = refusal;

        /// <summary>Why.</summary>
        public Refusal Refusal { get; }
    }
}
