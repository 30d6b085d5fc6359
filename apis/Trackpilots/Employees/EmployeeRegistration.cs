using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Employees;

/// <summary>Adds employees with their passwords.</summary>
internal sealed class EmployeeRegistration(EmployeeStore employees, Passwords passwords)
{
    /// <summary>Adds an employee. Hashing takes long, so what is refused anyway is refused before it.</summary>
    public async Task<EmployeeWrite> AddAsync(string accountId, NewEmployee employee, ApiCall call, CancellationToken cancellationToken)
    {
        if (await employees.CheckAsync(accountId, employee, cancellationToken) is { } fault)
        {
            return fault;
        }

        var hash = await passwords.HashAsync(employee.Password, call, cancellationToken);
        return await employees.AddAsync(accountId, employee, hash, cancellationToken);
    }
}
