using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>An error that a response has told.</summary>
public sealed class ContractError
{
    internal ContractError(ErrorDefinition definition, string? message, string? requestId)
    {
        Definition = definition;
        Message = message;
        RequestId = requestId;
    }

    /// <summary>The error definition.</summary>
    public ErrorDefinition Definition { get; }

    /// <summary>The message; null where the envelope has none.</summary>
    public string? Message { get; }

    /// <summary>The request's id.</summary>
    public string? RequestId { get; }

    /// <summary>The code.</summary>
    public string Code => Definition.Code;
}
