using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Dashboard;

/// <summary>A team to be added.</summary>
internal sealed record NewTeam([StringLength(100, MinimumLength = 1), SingleLine] string TeamName);

/// <summary>A page of the list of employees.</summary>
/// <param name="Cursor">The last id of the page before; empty for the first page.</param>
/// <param name="Limit">The most employees, 1 to 200.</param>
internal sealed record EmployeePage([StringLength(36), SingleLine] string Cursor = "", [Range(1, EmployeePage.Size)] int Limit = EmployeePage.Size)
{
    private const int Size = 200;
}
