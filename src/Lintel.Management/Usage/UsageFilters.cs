using Lintel.AspNetCore;
using Lintel.Requests;

namespace Lintel.Management.Usage;

/// <summary>
/// Reads the filters of usage: <c>accountId</c>, <c>keyId</c>, <c>operation</c> and <c>code</c>. Counts are kept of single values and of five pairs; what those
/// do not answer is refused by name.
/// </summary>
internal static class UsageFilters
{
    private static readonly (string Field, UsageDimension Dimension)[] All =
    [
        ("accountId", UsageDimension.Account),
        ("keyId", UsageDimension.Key),
        ("operation", UsageDimension.Operation),
        ("code", UsageDimension.Code),
    ];

    /// <summary>Narrows a request to the filters of its query.</summary>
    /// <param name="fields">The query.</param>
    /// <param name="request">The request without filters.</param>
    /// <param name="by">The dimension that is listed; null for APIs.</param>
    /// <param name="value">The value of that dimension by the field <c>value</c>; null for none.</param>
    public static UsageRequest Apply(FieldReader fields, UsageRequest request, UsageDimension? by, string? value)
    {
        var given = All
            .Select(filter => (filter.Field, filter.Dimension, Value: fields.Text(filter.Field, max: 256)))
            .Where(filter => filter.Value is not null)
            .Select(filter => new Filter(filter.Field, filter.Dimension, filter.Value!))
            .ToList();
        var own = given.Find(filter => filter.Dimension == by);
        if (own is not null && value is not null)
        {
            fields.Fault("value", $"must be left out where '{own.Field}' says it");
        }
        else if (own is null && value is not null && by is { } listed)
        {
            own = new Filter("value", listed, value);
        }

        var others = given.Where(filter => filter.Dimension != by).ToArray();
        return (by, others) switch
        {
            (_, []) => own is null ? request : request with { Query = request.Query with { Values = [own.Value] } },
            ({ } dimension, [var other]) => Pair(fields, request, dimension, own, other),
            (null, [var only]) => request with { Query = request.Query with { Dimension = only.Dimension, Values = [only.Value] } },
            (null, [var one, var other]) => Pair(fields, request, one.Dimension, one, other),
            _ => Refuse(fields, request, others[^1], others[^2].Field),
        };
    }

    private static UsageRequest Pair(FieldReader fields, UsageRequest request, UsageDimension listed, Filter? own, Filter other)
    {
        if (UsagePair.Find(listed, other.Dimension, out var listedIsFirst) is not { } pair)
        {
            return Refuse(fields, request, other, own?.Field ?? WordOf(listed));
        }

        if (own is not null)
        {
            // One pair, which is listed by its one value.
            return request with
            {
                Value = request.Query.IsByApi ? null : own.Value,
                Query = request.Query with
                {
                    Dimension = pair,
                    IsByApi = true,
                    Values = [listedIsFirst ? UsagePair.Of(own.Value, other.Value) : UsagePair.Of(other.Value, own.Value)],
                },
            };
        }

        return request with
        {
            Query = request.Query with
            {
                Dimension = pair,
                First = listedIsFirst ? null : other.Value,
                Second = listedIsFirst ? other.Value : null,
            },
            Total = request.Query with { Dimension = other.Dimension, Values = [other.Value] },
        };
    }

    private static UsageRequest Refuse(FieldReader fields, UsageRequest request, Filter filter, string other)
    {
        fields.Fault(
            filter.Field,
            $"cannot be combined with '{other}': counts are kept by 'accountId' or 'keyId' with 'code' or 'operation', and by 'operation' with 'code'. "
                + "Other combinations are searches of the request log");
        return request;
    }

    private static string WordOf(UsageDimension dimension) => dimension.ToString().ToLowerInvariant();

    private sealed record Filter(string Field, UsageDimension Dimension, string Value);
}
