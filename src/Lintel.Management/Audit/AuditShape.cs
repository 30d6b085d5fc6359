using System.ComponentModel;
using Lintel.Audit;

namespace Lintel.Management.Audit;

/// <summary>An entry of the audit log as the management API shows it.</summary>
internal sealed record AuditShape(
    [Description("The place in the chain, from 1; null until the change has ended.")] long? Number,
    DateTimeOffset At,
    string RequestId,
    string? KeyId,
    [Description("The person who signed in, or the subject of an access token.")] string? UserId,
    [Description("The name of the operator, as it was then.")] string? UserName,
    string? AccountId,
    string? Address,
    [Description("Method and route.")] string Operation,
    [Description("The id of the record, or the ids of many with blanks between them; of an import the number of its keys.")] string? Target,
    [Description("done, replayed, failed, the condition of a refusal, or null where the end is not known.")] string? Outcome,
    [Description("The fields that were changed; empty where nothing was.")] IReadOnlyList<AuditChangeShape> Changes)
{
    public static AuditShape Of(AuditEntry entry) => new(
        entry.Number,
        entry.At,
        entry.RequestId,
        entry.KeyId,
        entry.UserId,
        entry.UserName,
        entry.AccountId,
        entry.Address,
        entry.Operation,
        entry.Target,
        entry.Outcome,
        [.. entry.Changes.Select(change => new AuditChangeShape(change.Field, change.Before, change.After, change.IsErased))]);
}

/// <summary>A field that was changed.</summary>
internal sealed record AuditChangeShape(
    string Field,
    [Description("Null for none.")] string? Before,
    [Description("Null for none.")] string? After,
    [Description("True where a value was erased, and is null because of that.")] bool Erased);
