using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>Which rows are counted.</summary>
internal record CountQuery(long ApplicationId, SearchParameters? Search) : IApplicationQuery
{
    private const string Parameter = "searchParams";

    public static CountQuery Read(FieldReader fields) => new(fields.Id("applicationId"), ReadSearch(fields));

    protected static SearchParameters? ReadSearch(FieldReader fields)
    {
        if (fields.Text(Parameter, lines: true) is not { } json)
        {
            return null;
        }

        var search = SearchParameters.Parse(json);
        if (search is null)
        {
            fields.Fault(Parameter, "must be a JSON object with searchString and categories, without control characters");
        }

        return search;
    }
}

/// <summary>Which page of a table is shown.</summary>
internal sealed record TableQuery(long ApplicationId, SearchParameters? Search, long Page) : CountQuery(ApplicationId, Search)
{
    public static new TableQuery Read(FieldReader fields) =>
        new(fields.Id("applicationId"), ReadSearch(fields), fields.Integer("currentPage", required: true, min: 1, max: long.MaxValue) ?? 1);
}
