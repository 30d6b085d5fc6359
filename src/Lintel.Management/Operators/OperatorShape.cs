using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.Management.Nodes;
using Lintel.Operators;

namespace Lintel.Management.Operators;

/// <summary>An operator, as the management API shows them.</summary>
internal sealed record OperatorShape(
    string Id,
    string Login,
    string Name,
    [AllowedValues("owner", "editor", "support", "viewer")] OperatorRole Role,
    DateTimeOffset CreatedAt,
    [Description("Null for an operator who may sign in.")] DateTimeOffset? DisabledAt,
    [Description("Null for an operator who never has.")] DateTimeOffset? SignedInAt,
    long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("Of a change: how far it has come among the nodes.")]
    ReceiptShape? Receipt = null)
{
    /// <summary>The words for the roles, the one that may do most first.</summary>
    public static readonly string[] Roles = ["owner", "editor", "support", "viewer"];

    public static OperatorShape Of(Operator shown) =>
        new(shown.Id, shown.Login, shown.Name, shown.Role, shown.CreatedAt, shown.DisabledAt, shown.SignedInAt, shown.Version);
}

/// <summary>The operator who asks, with what they may do.</summary>
internal sealed record OwnShape(
    OperatorShape Operator,
    [Description("The scopes of the session or of the token, those that they imply included.")] IReadOnlyList<string> Scopes,
    [Description("The end of the session; null for a token.")] DateTimeOffset? SessionExpiresAt);

/// <summary>A session that just began; its token is shown this once.</summary>
internal sealed record SignedInShape(
    [Description("Send it as Authorization: Bearer.")] string Token,
    DateTimeOffset ExpiresAt,
    OperatorShape Operator)
{
    public static SignedInShape Of(SignedInOperator signedIn) =>
        new(signedIn.Started.Token, signedIn.Started.Session.ExpiresAt, OperatorShape.Of(signedIn.Operator));

    /// <summary>The operator: the token belongs in no log.</summary>
    public override string ToString() => Operator.Id;
}

/// <summary>A sign-in link that was just made.</summary>
internal sealed record SignInLinkShape(
    [Description("Sent to POST /operators/sign-in, once; shown this once.")] string Token,
    DateTimeOffset ExpiresAt)
{
    /// <summary>Nothing of the token: it belongs in no log.</summary>
    public override string ToString() => nameof(SignInLinkShape);
}

/// <summary>A personal token, as the management API shows it; its secret cannot be read back.</summary>
internal sealed record TokenShape(
    string Id,
    string OperatorId,
    string Name,
    [Description("What it may do where the operator's role may do it, too.")] IReadOnlyList<string> Scopes,
    [Description("Null for never.")] DateTimeOffset? ExpiresAt,
    [Description("The readable beginning with the last four characters.")] string Hint,
    DateTimeOffset CreatedAt)
{
    public static TokenShape Of(ApiKey key) => new(key.Id, key.OperatorId!, key.Name, key.Scopes, key.ExpiresAt, key.Hint, key.CreatedAt);
}

/// <summary>A personal token with its secret, which is shown this once.</summary>
internal sealed record IssuedTokenShape(
    TokenShape Token,
    [Description("The whole token as it is sent, shown this once.")] string Secret)
{
    /// <summary>The token's id: the secret belongs in no log.</summary>
    public override string ToString() => Token.Id;
}
