using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Dashboard;

/// <summary>A team to be added.</summary>
[RequestExample("""{"teamName":"Night shift"}""")]
internal sealed record NewTeam([StringLength(100, MinimumLength = 1), SingleLine] string TeamName);

/// <summary>The answer to a batch of records.</summary>
/// <param name="Accepted">The number of records that were kept.</param>
internal sealed record AcceptedRecords([Description("The number of records that were kept.")] int Accepted);

/// <summary>A page of the list of employees.</summary>
/// <param name="Cursor">The last id of the page before; empty for the first page.</param>
/// <param name="Limit">The most employees, 1 to 200.</param>
internal sealed record EmployeePage(
    [StringLength(36), SingleLine][Description("The cursor of the page before.")] string Cursor = "",
    [Range(1, EmployeePage.Size)][property: DefaultValue(EmployeePage.Size)] int Limit = EmployeePage.Size)
{
    private const int Size = 200;
}
