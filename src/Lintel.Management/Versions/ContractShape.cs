using System.ComponentModel;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Management.Versions;

/// <summary>The contract of an API.</summary>
internal sealed record ContractShape(
    string Api,
    [Description("The file that it was read from.")] string File,
    [Description("The SHA-256 of its texts.")] string Hash,
    [Description("Since when this process goes by it.")] DateTimeOffset LoadedAt,
    [Description("The version before it; null where this process began with the one in force.")] VersionShape? Previous,
    [Description("The file, where it was changed and refused; null where it has the version in force.")] RefusedShape? Refused)
{
    public static ContractShape Of(ContractHistory history) => new(
        history.Running.Contract.Api,
        history.Running.Contract.File,
        VersionShape.HashOf(history.Running.Contract),
        history.Running.LoadedAt,
        history.Previous is { } previous ? new VersionShape(VersionShape.HashOf(previous.Contract), previous.LoadedAt) : null,
        RefusedShape.Of(history.Refused));
}

/// <summary>A version of a contract.</summary>
internal sealed record VersionShape(string Hash, DateTimeOffset LoadedAt)
{
    public static string HashOf(Contract contract) => $"sha256:{contract.Digest}";
}

/// <summary>A contract's file that was changed and refused.</summary>
internal sealed record RefusedShape(
    DateTimeOffset Since,
    IReadOnlyList<ContractFaultShape> Faults,
    [Description("Reasons that have no place in a file, such as what needs a restart.")] IReadOnlyList<string> Reasons)
{
    public static RefusedShape? Of(RefusedContract? refused) => refused is null
        ? null
        : new RefusedShape(
            refused.Since,
            [.. refused.Faults.Select(fault => new ContractFaultShape(fault.File, fault.Line, fault.Column, fault.Problem, fault.Fix))],
            refused.Reasons);
}

/// <summary>A fault in a contract's file.</summary>
internal sealed record ContractFaultShape(string File, int Line, int Column, string Problem, string Fix);

/// <summary>The difference between two versions of a contract.</summary>
internal sealed record ContractChangesShape(
    string Api,
    [Description("The SHA-256 of the version before; null where there is none.")] string? From,
    string To,
    [Description("true if clients that were written for the version before may fail.")] bool Breaking,
    IReadOnlyList<ContractChangeShape> Data)
{
    public static ContractChangesShape Of(ContractHistory history) => new(
        history.Running.Contract.Api,
        history.Previous is { } previous ? VersionShape.HashOf(previous.Contract) : null,
        VersionShape.HashOf(history.Running.Contract),
        history.Changes.Any(change => change.IsBreaking),
        [.. history.Changes.Select(ContractChangeShape.Of)]);
}

/// <summary>A difference between two versions of a contract.</summary>
internal sealed record ContractChangeShape(
    ContractChangeKind Kind,
    [Description("The member of the contract, such as errors.")] string Member,
    [Description("The code, scope or policy; null for the member as a whole.")] string? Name,
    [Description("The difference in words.")] string Text,
    bool Breaking)
{
    public static ContractChangeShape Of(ContractChange change) => new(change.Kind, change.Member, change.Name, change.Text, change.IsBreaking);
}
