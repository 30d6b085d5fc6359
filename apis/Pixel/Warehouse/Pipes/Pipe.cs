namespace Lintel.Pixel;

/// <summary>The type of a pipe's column, in the warehouse's words.</summary>
internal enum PipeType
{
    String,
    UInt64,
    Float64,
}

/// <summary>A column of a pipe.</summary>
internal readonly record struct PipeColumn(string Name, PipeType Type)
{
    public static PipeColumn Text(string name) => new(name, PipeType.String);

    public static PipeColumn Count(string name) => new(name, PipeType.UInt64);

    public static PipeColumn Real(string name) => new(name, PipeType.Float64);
}

/// <summary>A report that the warehouse computes.</summary>
/// <param name="Name">Its name, such as <c>p_top_pages</c>.</param>
/// <param name="Columns">Its columns; empty where the report has no rows yet.</param>
/// <param name="Sql">What follows <see cref="PipeFilter.ScopeSql"/>: more expressions, or the query; null where the report has no rows yet.</param>
internal sealed record Pipe(string Name, IReadOnlyList<PipeColumn> Columns, string? Sql);
