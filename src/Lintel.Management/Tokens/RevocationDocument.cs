using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Management.Tokens;

/// <summary>The body of <c>POST /tokens/revoke</c> as the reference describes it; <see cref="TokenBodies"/> reads it.</summary>
[Description("Either jti for one token, or subject for those of a person.")]
[RequestExample("""{"issuer":"shop","subject":"ada"}""")]
internal sealed record RevocationDocument(
    [StringLength(TokenBodies.LongestName, MinimumLength = 1)][Description("The issuer, as a contract names it.")] string Issuer,
    [StringLength(TokenBodies.LongestName, MinimumLength = 1)][Description("The id of a token.")] string? Jti = null,
    [StringLength(TokenBodies.LongestName, MinimumLength = 1)][Description("The person, as the request log names them.")] string? Subject = null,
    [Description("Goes with subject alone. Tokens issued later stay good. Not in the future; now by default.")] DateTimeOffset? IssuedBefore = null);
