using System.Net;
using Lintel.Accounts;
using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>Checks what is asked of a key against its contract.</summary>
internal static class KeyRules
{
    private const int MaxScopes = 100;
    private const int MaxAddresses = 100;
    private const int MaxApplications = 100;
    private const int MaxEnvironmentLength = 20;

    public static List<FieldFault> Check(NewKey key, Contract contract)
    {
        var applications = new KeyApplications(key.Applications);
        var edit = new KeyEdit
        {
            Name = key.Name,
            Scopes = key.Scopes,
            Addresses = key.Addresses,
            Applications = applications,
            Limits = key.Limits,
            Metadata = key.Metadata,
        };
        var faults = Check(edit, contract);
        if (contract.Keys is null)
        {
            faults.Add(RecordRules.Fault("accountId", FieldFaultKind.Other, $"cannot have keys: {contract.Api} does not read any"));
        }

        if (key.Environment is { } environment && (environment.Length is 0 or > MaxEnvironmentLength || !Base62.IsAll(environment)))
        {
            faults.Add(RecordRules.Fault("environment", FieldFaultKind.Format, $"must have 1 to {MaxEnvironmentLength} letters and digits"));
        }

        return faults;
    }

    public static List<FieldFault> Check(KeyEdit edit, Contract contract)
    {
        var faults = new List<FieldFault>();
        RecordRules.CheckName(edit.Name, faults);
        CheckScopes(edit.Scopes ?? [], contract, faults);
        CheckAddresses(edit.Addresses ?? [], contract, faults);
        CheckApplications(edit.Applications?.Ids, contract, faults);
        RecordRules.CheckLimits(edit.Limits, contract, faults);
        RecordRules.CheckMetadata(edit.Metadata, faults);
        return faults;
    }

    private static void CheckScopes(IReadOnlyList<string> scopes, Contract contract, List<FieldFault> faults)
    {
        if (scopes.Count > MaxScopes)
        {
            faults.Add(RecordRules.Fault("scopes", FieldFaultKind.TooMany, $"must have at most {MaxScopes} items"));
            return;
        }

        for (var i = 0; i < scopes.Count; i++)
        {
            if (!contract.Scopes.Any(scope => string.Equals(scope.Name, scopes[i], StringComparison.Ordinal)))
            {
                faults.Add(
                    RecordRules.Fault(
                        $"scopes[{i}]",
                        FieldFaultKind.OneOf,
                        $"is no scope of {contract.Api}; {RecordRules.Known(contract.Scopes.Select(scope => scope.Name))}"));
            }
        }
    }

    private static void CheckApplications(IReadOnlyList<string>? applications, Contract contract, List<FieldFault> faults)
    {
        if (applications is null)
        {
            return;
        }

        if (!contract.Order.Contains(StageDescriptor.Application))
        {
            // The list would be kept and never looked at.
            faults.Add(RecordRules.Fault("applications", FieldFaultKind.Other, $"cannot be set: {contract.Api} has no applications"));
        }
        else if (applications.Count is 0 or > MaxApplications)
        {
            faults.Add(
                RecordRules.Fault(
                    "applications",
                    applications.Count == 0 ? FieldFaultKind.TooFew : FieldFaultKind.TooMany,
                    $"must have 1 to {MaxApplications} items"));
        }
    }

    private static void CheckAddresses(IReadOnlyList<IPNetwork> addresses, Contract contract, List<FieldFault> faults)
    {
        if (addresses.Count > 0 && !contract.Order.Contains(StageDescriptor.Address))
        {
            // The list would be kept and never looked at.
            faults.Add(RecordRules.Fault("addresses", FieldFaultKind.Other, $"cannot be set: {contract.Api} does not check addresses"));
        }
        else if (addresses.Count > MaxAddresses)
        {
            faults.Add(RecordRules.Fault("addresses", FieldFaultKind.TooMany, $"must have at most {MaxAddresses} items"));
        }
    }
}
