using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>An address or client that an application does not serve.</summary>
internal sealed record Blacklist(long Id, string? IpAddress, string? ClientId, string? Comment, long CreatedAt);

/// <summary>An entry in the table.</summary>
internal sealed record BlacklistView(string Id, string ApplicationId, string? IpAddress, string? ClientId, string? Comment, string CreatedAt)
{
    public static BlacklistView Of(Blacklist entry, Application application) =>
        new(entry.Id.ToString(), application.Id.ToString(), entry.IpAddress, entry.ClientId, entry.Comment, MomentText.Milliseconds(entry.CreatedAt));
}

/// <summary>How many entries there are.</summary>
internal sealed record BlacklistCount(long TotalBlacklists);

/// <summary>An entry that is to be made, or a change of one: what was not sent stays as it is.</summary>
internal sealed record BlacklistFields(Sent<string> IpAddress, Sent<string> ClientId, Sent<string> Comment);

/// <summary>What is to be deleted.</summary>
internal sealed record BlacklistAction(RecordId? BlacklistId, [AllowedValues(BlacklistAction.Delete, BlacklistAction.DeleteAll)] string Action)
{
    public const string Delete = "delete";
    public const string DeleteAll = "delete_all";

    /// <summary>What the action lacks; null for nothing.</summary>
    public string? Lack => Action == DeleteAll
        ? BlacklistId is null ? null : "Action 'delete_all' takes no blacklistId."
        : BlacklistId is null ? $"Action '{Action}' needs a blacklistId." : null;
}

/// <summary>A query string that names an application and an entry of its blacklist.</summary>
internal sealed record BlacklistQuery(RecordId ApplicationId, RecordId BlacklistId) : IApplicationQuery;

/// <summary>Reads entries of blacklists, field by field: null takes a value away, and a field that was not sent leaves it.</summary>
internal static class BlacklistBodies
{
    public static BlacklistFields ReadNew(FieldReader fields) => new(fields.IpAddress(), fields.ClientId(), fields.Comment());

    public static BlacklistFields ReadEdit(FieldReader fields)
    {
        var edit = ReadNew(fields);
        fields.NeedOneOf("ipAddress", "clientId", "comment");
        return edit;
    }
}
