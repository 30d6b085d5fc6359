using Lintel.AspNetCore;

namespace Lintel.Management;

/// <summary>Notes for the audit log, by operations under <c>MapManagement()</c>.</summary>
public static class ApiCallAuditExtensions
{
    /// <summary>
    /// Notes a field that the call has changed, for the call's entry of the audit log: at most 50 fields, of values with at most 1,000 characters each. Never
    /// pass a secret; a text in the form of a key or session token is masked.
    /// </summary>
    /// <param name="call">The call, of an operation under <c>MapManagement()</c>.</param>
    /// <param name="field">The name of the field, such as <c>state</c>.</param>
    /// <param name="before">The value before; null for none, as of a new record.</param>
    /// <param name="after">The value after; null for none, as of a record that was removed. Nothing is noted where both are the same.</param>
    public static void NoteChange(this ApiCall call, string field, string? before, string? after)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentException.ThrowIfNullOrEmpty(field);
        AuditChanges.Note(call, field, before, after);
    }
}
