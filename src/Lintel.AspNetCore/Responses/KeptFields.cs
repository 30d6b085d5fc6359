using Lintel.Contracts;
using Lintel.Idempotency;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>The header fields of an answer that are kept for repeated requests.</summary>
internal static class KeptFields
{
    public static IReadOnlyList<KeptField> Of(IdempotencyRule rule, IHeaderDictionary headers) =>
        [.. IdempotencyRule.AlwaysKept.Concat(rule.Headers).Where(headers.ContainsKey).Select(name => new KeptField(name, [.. headers[name]]))];
}
