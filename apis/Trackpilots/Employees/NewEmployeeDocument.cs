using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Employees;

/// <summary>The body of <c>POST /v1/employees</c> as the reference describes it; <see cref="EmployeeBodies"/> reads it.</summary>
[Description("An employee to be added.")]
[RequestExample(
    """
    {"userName":"Ada Byron","emailId":"ada@brightfell.example","password":"Difference-Engine-2",
     "roleId":"52074bf2-0aee-8c19-b9df-451d36653b82","teamId":["4f70daa6-4e6b-872f-808a-47fefee1b163"],"workMode":"hybrid"}
    """)]
internal sealed record NewEmployeeDocument(
    [StringLength(EmployeeBodies.MaximumName, MinimumLength = EmployeeBodies.MinimumName)] string UserName,
    [EmailAddress][StringLength(254)] string EmailId,
    [StringLength(Employees.Password.MaximumLength, MinimumLength = Employees.Password.MinimumLength)]
    [Description("With a small letter, a capital letter, a digit and another character, and none of the most common ones.")]
    string Password,
    Guid RoleId,
    [Length(1, EmployeeBodies.MaximumTeams)] IReadOnlyList<Guid> TeamId,
    [AllowedValues(Employees.WorkMode.Remote, Employees.WorkMode.Office, Employees.WorkMode.Hybrid)] string WorkMode);
