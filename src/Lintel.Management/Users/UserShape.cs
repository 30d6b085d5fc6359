using System.ComponentModel;
using System.Text.Json.Serialization;
using Lintel.Management.Nodes;

namespace Lintel.Management.Users;

/// <summary>A person who signs in, as the management API shows them.</summary>
internal sealed record UserShape(
    string Id,
    string AccountId,
    string Login,
    [Description("Null for a person who may sign in.")] DateTimeOffset? DisabledAt,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("Of a change: how far it has come among the nodes.")]
    ReceiptShape? Receipt = null)
{
    public static UserShape Of(User user) => new(user.Id, user.AccountId, user.Login, user.DisabledAt, user.CreatedAt);
}

/// <summary>A session, as the management API shows it; its token cannot be read back.</summary>
internal sealed record SessionShape(
    string Id,
    string UserId,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    [Description("The key that an operator has signed in with: the session ends with it. Null for every other session.")] string? KeyId)
{
    public static SessionShape Of(Session session) => new(session.Id, session.UserId, session.CreatedAt, session.ExpiresAt, session.BegunWith?.Id);
}
