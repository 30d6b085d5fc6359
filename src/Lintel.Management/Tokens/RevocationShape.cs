using System.ComponentModel;
using System.Text.Json.Serialization;
using Lintel.Management.Nodes;
using Lintel.Tokens;

namespace Lintel.Management.Tokens;

/// <summary>A revocation, as the management API shows it.</summary>
internal sealed record RevocationShape(
    string Issuer,
    [Description("The id of the token; null for a person.")] string? Jti,
    [Description("The person; null for one token.")] string? Subject,
    [Description("Tokens of this moment and earlier are refused; null for one token.")] DateTimeOffset? IssuedBefore,
    DateTimeOffset RevokedAt,
    [Description("When every token that it refuses has expired.")] DateTimeOffset KeptUntil,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("Of a change: how far it has come among the nodes.")]
    ReceiptShape? Receipt = null)
{
    public static RevocationShape Of(TokenRevocation revocation) =>
        new(revocation.Issuer, revocation.TokenId, revocation.Subject, revocation.IssuedBefore, revocation.RevokedAt, revocation.ExpiresAt);
}
