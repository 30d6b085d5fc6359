using System.ComponentModel.DataAnnotations;

namespace Lintel.Panel;

/// <summary>Which rows are counted.</summary>
internal sealed record CountQuery(RecordId ApplicationId, SearchParameters? SearchParams = null) : IApplicationQuery;

/// <summary>Which page of a table is shown.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="CurrentPage">The page, from 1.</param>
/// <param name="SearchParams">What is searched for; null for all rows.</param>
internal sealed record TableQuery(
    RecordId ApplicationId,
    [Range(typeof(long), "1", "9223372036854775807")] long CurrentPage,
    SearchParameters? SearchParams = null) : IApplicationQuery;
