using Lintel.AspNetCore;
using Lintel.Tokens;

namespace Lintel.Management.Tokens;

/// <summary>Reads which tokens are to be revoked.</summary>
internal static class TokenBodies
{
    public const int LongestName = 200;

    public static TokenRevocation Read(FieldReader fields)
    {
        var issuer = fields.Text("issuer", required: true, min: 1, max: LongestName);
        if (issuer is not null && fields.Call.ContractsOf().All(contract => contract.AccessTokens?.Issuer != issuer))
        {
            fields.Fault("issuer", "must be the issuer of a contract's access tokens");
        }

        var (tokenId, subject) = (fields.Text("jti", min: 1, max: LongestName), fields.Text("subject", min: 1, max: LongestName));
        if (tokenId is null == subject is null)
        {
            fields.Fault(tokenId is null ? "jti" : "subject", "must be sent alone: either 'jti' for one token, or 'subject' for those of a person");
        }

        return new TokenRevocation
        {
            Issuer = issuer ?? string.Empty,
            TokenId = tokenId,
            Subject = subject,
            IssuedBefore = ReadMoment(fields, tokenId is not null),
            RevokedAt = fields.Call.StartedAt,
        };
    }

    private static DateTimeOffset? ReadMoment(FieldReader fields, bool isOfOneToken)
    {
        var moment = fields.Timestamp("issuedBefore");
        if (moment is not null && isOfOneToken)
        {
            fields.Fault("issuedBefore", "goes with 'subject' alone");
        }
        else if (moment > fields.Call.StartedAt)
        {
            fields.Fault("issuedBefore", "must not be in the future");
        }

        return isOfOneToken ? null : moment ?? fields.Call.StartedAt;
    }
}
