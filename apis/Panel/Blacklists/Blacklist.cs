using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>An address or client that an application does not serve.</summary>
internal sealed record Blacklist(long Id, string? IpAddress, string? ClientId, string? Comment, long CreatedAt);

/// <summary>An entry in the table.</summary>
internal sealed record BlacklistView(string Id, string ApplicationId, string? IpAddress, string? ClientId, string? Comment, string CreatedAt)
{
    public static BlacklistView Of(Blacklist entry, Application application) =>
        new(entry.Id.ToString(), application.Id.ToString(), entry.IpAddress, entry.ClientId, entry.Comment, Moment.Show(entry.CreatedAt));
}

/// <summary>How many entries there are.</summary>
internal sealed record BlacklistCount(long TotalBlacklists);

/// <summary>An entry that is to be made, or a change of one: what was not sent stays as it is.</summary>
internal sealed record BlacklistFields(Sent<string> IpAddress, Sent<string> ClientId, Sent<string> Comment);

/// <summary>What is to be deleted.</summary>
internal sealed record BlacklistAction(long? BlacklistId, string Name)
{
    /// <summary>What the action lacks; null for nothing.</summary>
    public string? Lack => Name == BlacklistBodies.DeleteAll
        ? BlacklistId is null ? null : "Action 'delete_all' takes no blacklistId."
        : BlacklistId is null ? $"Action '{Name}' needs a blacklistId." : null;
}

/// <summary>Reads the requests about blacklists.</summary>
internal static class BlacklistBodies
{
    public const string Delete = "delete";
    public const string DeleteAll = "delete_all";

    private static readonly string[] Actions = [Delete, DeleteAll];

    public static BlacklistFields ReadNew(FieldReader fields) => new(fields.IpAddress(), fields.ClientId(), fields.Comment());

    public static BlacklistFields ReadEdit(FieldReader fields)
    {
        var edit = ReadNew(fields);
        fields.NeedOneOf("ipAddress", "clientId", "comment");
        return edit;
    }

    public static BlacklistAction ReadAction(FieldReader fields) =>
        new(fields.IdOrNull("blacklistId"), fields.OneOf("action", Actions, required: true) ?? string.Empty);
}
