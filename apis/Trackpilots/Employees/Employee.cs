using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Trackpilots.Employees;

/// <summary>An employee, as replies show one.</summary>
internal sealed record Employee(
    string UserId,
    string UserName,
    string EmailId,
    string UniqueUrl,
    string? ProfilePicUrl,
    [Description("The teams of the employee.")] IReadOnlyList<TeamReference> TeamId,
    string AccountStatus,
    string RoleId,
    string RoleName,
    [AllowedValues(Employees.WorkMode.Remote, Employees.WorkMode.Office, Employees.WorkMode.Hybrid)] string WorkMode);

/// <summary>The answer to adding an employee.</summary>
internal sealed record AddedEmployee(string UserName, string EmailId, string UserId);

/// <summary>The answer to changing an employee.</summary>
internal sealed record ChangedEmployee(string UserName, string UserId);

/// <summary>A team of an employee.</summary>
internal sealed record TeamReference(string TeamId, string TeamName);

/// <summary>What reports need of an employee.</summary>
/// <param name="Number">The key of the employee's records.</param>
/// <param name="UserId">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The email address.</param>
/// <param name="PictureUrl">The picture, or null.</param>
internal sealed record Person(long Number, string UserId, string Name, string Email, string? PictureUrl);

/// <summary>Which employees a request is about: those named and those of the teams named. Ids of others are passed over.</summary>
internal sealed record Selection(IReadOnlyList<Guid> UserIds, IReadOnlyList<Guid> TeamIds);

/// <summary>The words for how people work.</summary>
internal static class WorkMode
{
    public const string Remote = "remote";
    public const string Office = "office";
    public const string Hybrid = "hybrid";

    public static IReadOnlyList<string> All { get; } = [Remote, Office, Hybrid];
}

/// <summary>The words for the state of an employee's account.</summary>
internal static class AccountStatus
{
    public const string Active = "active";
}

/// <summary>What a caller says of an employee, without the password.</summary>
internal sealed record EmployeeDetails(string UserName, Guid RoleId, IReadOnlyList<Guid> TeamIds, string WorkMode);

/// <summary>An employee to be added.</summary>
internal sealed record NewEmployee(EmployeeDetails Details, string EmailId, string Password)
{
    /// <summary>The email address: the password belongs in no log.</summary>
    public override string ToString() => EmailId;
}

/// <summary>A change of an employee.</summary>
internal sealed record EmployeeChange(Guid UserId, EmployeeDetails Details);

/// <summary>How a write of an employee ended. A closed type.</summary>
internal abstract record EmployeeWrite
{
    private EmployeeWrite()
    {
    }

    /// <summary>It is kept.</summary>
    public sealed record Done(string UserId) : EmployeeWrite;

    /// <summary>Another employee has the email address.</summary>
    public sealed record EmailTaken : EmployeeWrite;

    /// <summary>No employee has the id.</summary>
    public sealed record Gone : EmployeeWrite;

    /// <summary>Fields name a role or teams that the account does not have.</summary>
    public sealed record Unknown(IReadOnlyList<FaultyReference> References) : EmployeeWrite;
}

/// <summary>A field that does not fit what is stored: it names a record that is not there, or clashes with one that is.</summary>
internal sealed record FaultyReference(string Field, string Problem);
