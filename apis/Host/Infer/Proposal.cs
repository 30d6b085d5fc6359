using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>A contract that was inferred.</summary>
internal sealed record Proposal(
    ProposedHead Head,
    IReadOnlyList<ProposedEnvelope> Envelopes,
    IReadOnlyList<ProposedDefinition> Definitions,
    Findings Findings,
    FieldErrorForm FieldErrorForm,
    IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The sentences of faults, by the words of their kinds.</summary>
    public IReadOnlyDictionary<string, string> FaultTexts { get; init; } = new Dictionary<string, string>();
}

/// <summary>The head of a proposed contract.</summary>
internal sealed record ProposedHead(
    string Api,
    string Title,
    string BasePath,
    string ContentType,
    RequestIdFormat? RequestId,
    IReadOnlyList<ProposedCredential> Credentials,
    int? Limit);

/// <summary>A credential, by its challenge.</summary>
/// <param name="Header">The header field of keys; null for <c>Authorization: Bearer</c>.</param>
/// <param name="Prefix">What keys begin with.</param>
internal sealed record ProposedCredential(string? Header, string Prefix);

/// <summary>A shape of bodies and the samples that have it.</summary>
/// <param name="Name">Its name; null for the default.</param>
/// <param name="Value">The shape.</param>
/// <param name="Samples">The samples.</param>
internal sealed record ProposedEnvelope(string? Name, EnvelopeValue Value, IReadOnlyList<Sample> Samples);

/// <summary>A definition of the catalog.</summary>
internal sealed record ProposedDefinition(CodeText Code, int Status)
{
    /// <summary>The conditions that it is taken to answer.</summary>
    public IReadOnlyList<Condition> When { get; init; } = [];

    /// <summary>The title; null for the reason phrase.</summary>
    public string? Title { get; init; }

    /// <summary>The message with its placeholders.</summary>
    public required string Message { get; init; }

    /// <summary>Other messages that were recorded.</summary>
    public IReadOnlyList<string> OtherMessages { get; init; } = [];

    /// <summary>The arguments that neither conditions nor details have.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The shape of the details.</summary>
    public DetailsShape Details { get; init; } = DetailsShape.None;

    /// <summary>The envelope; null for the default.</summary>
    public string? Envelope { get; init; }

    /// <summary>The constant wait; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>true if no response has the code, and the contract needs it.</summary>
    public bool IsNeededOnly { get; init; }
}
