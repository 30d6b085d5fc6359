namespace Lintel.Contracts;

/// <summary>A value of a definition or a request that an envelope shows, by its word in a contract's <c>envelope</c>.</summary>
internal enum EnvelopeVariable
{
    /// <summary>The definition's code.</summary>
    Code,

    /// <summary>The definition's message with its placeholders filled.</summary>
    Message,

    /// <summary>The definition's title.</summary>
    Title,

    /// <summary>The HTTP status, as a number.</summary>
    Status,

    /// <summary>The address of the definition's documentation.</summary>
    Type,

    /// <summary>The definition's details.</summary>
    Details,

    /// <summary>The request's id.</summary>
    RequestId,

    /// <summary>The whole seconds of the <c>Retry-After</c> header.</summary>
    RetryAfter,
}

/// <summary>The value of a member of an envelope. A closed type.</summary>
internal abstract record EnvelopeValue
{
    private EnvelopeValue()
    {
    }

    /// <summary>The same in every error.</summary>
    /// <param name="Json">The value as JSON.</param>
    public sealed record Constant(string Json) : EnvelopeValue;

    /// <summary>Filled for each definition or request.</summary>
    /// <param name="Name">With what.</param>
    /// <param name="Optional">Whether the member is left out, rather than null, where there is nothing to say.</param>
    public sealed record Variable(EnvelopeVariable Name, bool Optional) : EnvelopeValue;

    /// <summary>An object.</summary>
    /// <param name="Members">Its members, in the order in which they are sent.</param>
    public sealed record Group(IReadOnlyList<EnvelopeMember> Members) : EnvelopeValue;
}

/// <summary>A member of an envelope.</summary>
/// <param name="Name">Its name in the JSON.</param>
/// <param name="Value">What it holds.</param>
internal sealed record EnvelopeMember(string Name, EnvelopeValue Value);
