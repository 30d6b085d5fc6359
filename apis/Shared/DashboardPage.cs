using System.ComponentModel;

namespace Lintel.Shared;

/// <summary>A list as the management API shows it.</summary>
/// <param name="Data">The items.</param>
/// <param name="Cursor">The cursor to send for the next page; null at the end.</param>
public sealed record DashboardPage<T>(IReadOnlyList<T> Data, [Description("Sent back for the next page; null at the end.")] string? Cursor);
