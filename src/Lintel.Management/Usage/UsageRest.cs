using Lintel.Requests;

namespace Lintel.Management.Usage;

/// <summary>The requests of a filter that are among no pair which is kept apart: those that were counted with others, or before pairs were counted.</summary>
internal static class UsageRest
{
    /// <summary>Returns rows for what is left; none where the list has not all pairs, or only those with errors.</summary>
    /// <param name="request">The request.</param>
    /// <param name="total">All of the filter.</param>
    /// <param name="rows">The pairs.</param>
    public static IEnumerable<UsageRow> Of(UsageRequest request, IReadOnlyList<UsageRow> total, IReadOnlyList<UsageRow> rows) =>
        request.Query.IsByErrors || rows.DistinctBy(row => (row.Api, row.Value)).Count() >= request.Query.Limit
            ? []
            : from all in total
              let known = rows.Where(row => row.Start == all.Start && row.Api == all.Api).ToArray()
              let requests = all.Requests - known.Sum(row => row.Requests)
              where requests > 0
              select all with
              {
                  Value = UsageName.Other,
                  Requests = requests,
                  Errors = Math.Clamp(all.Errors - known.Sum(row => row.Errors), 0, requests),
                  DurationMicroseconds = Math.Max(0, all.DurationMicroseconds - known.Sum(row => row.DurationMicroseconds)),
              };
}
