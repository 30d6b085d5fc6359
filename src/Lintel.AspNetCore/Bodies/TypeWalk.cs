using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>
/// Goes through JSON and the plan of its type side by side, and notes every fault. Where the serializer could read the whole, values are taken from what it
/// made; otherwise each is read by itself, so that the first wrong one does not hide the others.
/// </summary>
/// <param name="fields">Takes the faults.</param>
/// <param name="isRead">True where the serializer could read the whole.</param>
internal sealed class TypeWalk(FieldReader fields, bool isRead)
{
    private readonly ValidationFaults _rules = new(fields);

    /// <summary>
    /// True where what the serializer made has what its type promises: each required member a value, and each list, which is not looked at otherwise, a
    /// length that is allowed.
    /// </summary>
    public bool IsComplete { get; private set; } = true;

    /// <returns>False where the serializer cannot read the value.</returns>
    public static (bool IsRead, object? Value) TryRead(JsonElement json, JsonTypeInfo info)
    {
        try
        {
            return (true, json.Deserialize(info));
        }
        catch (JsonException)
        {
            return (false, null);
        }
    }

    /// <param name="json">The JSON.</param>
    /// <param name="plan">The plan of its type.</param>
    /// <param name="value">What the serializer made of it; null where it made nothing.</param>
    /// <param name="path">The path to it; empty for the body.</param>
    /// <param name="member">The member that it is the value of; null for an item of a list and for the body.</param>
    /// <param name="items">Whether the items of the value may be null; null for an item that is no list.</param>
    /// <returns>The value; null where it could not be read alone.</returns>
    public object? Visit(JsonElement json, TypePlan plan, object? value, string path, MemberPlan? member = null, ItemNullability? items = null)
    {
        if (fields.IsFull)
        {
            return null;
        }

        var discriminator = plan.Discriminator;
        if (discriminator is not null && value is not null)
        {
            plan = plan.ForValue(value);
        }

        switch (discriminator is not null && value is null ? JsonTypeInfoKind.None : plan.Kind)
        {
            case JsonTypeInfoKind.Object when json.ValueKind == JsonValueKind.Object:
                VisitObject(json, plan, value, path, discriminator);
                return value;
            case JsonTypeInfoKind.Enumerable when json.ValueKind == JsonValueKind.Array:
                return VisitList(json, plan, value, path, items);
            case JsonTypeInfoKind.Dictionary when json.ValueKind == JsonValueKind.Object:
                VisitDictionary(json, plan, value, path, items);
                return value;
            default:
                return VisitValue(json, plan, value, member, path);
        }
    }

    private void VisitObject(JsonElement json, TypePlan plan, object? value, string path, string? discriminator)
    {
        var faults = fields.FaultCount;
        var sent = new Dictionary<string, JsonElement>(plan.Comparer);
        foreach (var property in json.EnumerateObject())
        {
            if (!sent.TryAdd(property.Name, property.Value))
            {
                fields.Fault(MemberPath.Join(path, property.Name), FieldFaultKind.Other, ("problem", "is sent twice"));
            }
        }

        foreach (var member in plan.Members)
        {
            if (!member.IsRest)
            {
                VisitMember(sent, member, value, MemberPath.Join(path, member.Name));
            }
        }

        if (!plan.KeepsRest && (plan.RefusesUnknown || fields.Call.Contract.UnknownMembers == UnknownMembers.Refuse))
        {
            foreach (var name in sent.Keys.Where(name => plan.Find(name) is null && name != discriminator))
            {
                fields.Fault(MemberPath.Join(path, name), FieldFaultKind.Unknown);
            }
        }

        // Rules of an object as a whole go by members that are as they should be.
        if (value is not null && fields.FaultCount == faults && !fields.IsFull)
        {
            _rules.CheckWhole(value, plan, path);
        }
    }

    private void VisitMember(Dictionary<string, JsonElement> sent, MemberPlan member, object? owner, string path)
    {
        if (!sent.TryGetValue(member.Name, out var json) || IsMissing(json, member))
        {
            if (member.IsRequired)
            {
                IsComplete &= json.ValueKind == JsonValueKind.String;
                fields.Fault(path, FieldFaultKind.Missing);
            }

            return;
        }

        if (json.ValueKind == JsonValueKind.Null)
        {
            if (!member.IsNullable)
            {
                IsComplete = false;
                _rules.NoteType(json, member.Plan, member, path);
            }

            return;
        }

        if (member.IsReadByItself && owner is null)
        {
            return;
        }

        // The items of a list that is too long are not looked at.
        var faults = fields.FaultCount;
        if (json.ValueKind == JsonValueKind.Array && member.Plan.Kind == JsonTypeInfoKind.Enumerable)
        {
            _rules.CheckCount(json.GetArrayLength(), member, path);
            IsComplete &= fields.FaultCount == faults;
        }

        var value = fields.FaultCount == faults ? Visit(json, member.Plan, owner is null ? null : member.ValueIn(owner), path, member, member.Items) : null;
        if (value is not null && fields.FaultCount == faults)
        {
            _rules.Check(value, owner, member, path);
        }

        if (value is string text && fields.FaultCount == faults)
        {
            CheckControls(text, path);
        }
    }

    private bool IsMissing(JsonElement json, MemberPlan member) => json.ValueKind == JsonValueKind.Null
        ? member is { IsRequired: true, IsNullable: false } && (member.NullIsMissing || fields.Call.Contract.FieldErrors.BlankIsMissing)
        : json.ValueKind == JsonValueKind.String
            && (member.BlankIsMissing || fields.Call.Contract.FieldErrors.BlankIsMissing)
            && string.IsNullOrWhiteSpace(json.GetString());

    private object? VisitList(JsonElement json, TypePlan plan, object? value, string path, ItemNullability? items)
    {
        // A set may have fewer items than were sent, and a stack has them the other way round.
        var count = json.GetArrayLength();
        var made = value is IList list && list.Count == count ? list : null;
        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            // A wrong item that is read alone costs an exception.
            if (fields.IsFull)
            {
                break;
            }

            VisitItem(item, plan.Element, made?[index], $"{path}[{index}]", items);
            index++;
        }

        // Alone, the list has its length: that is all that rules about lists ask for.
        return value ?? (isRead ? null : new object?[count]);
    }

    private void VisitDictionary(JsonElement json, TypePlan plan, object? value, string path, ItemNullability? items)
    {
        var made = plan.Info.KeyType == typeof(string) ? value as IDictionary : null;
        foreach (var property in json.EnumerateObject())
        {
            if (fields.IsFull)
            {
                break;
            }

            VisitItem(property.Value, plan.Element, made?[property.Name], MemberPath.Join(path, property.Name), items);
        }
    }

    private void VisitItem(JsonElement json, TypePlan plan, object? value, string path, ItemNullability? items)
    {
        if (json.ValueKind != JsonValueKind.Null)
        {
            Visit(json, plan, value is null && isRead ? TryRead(json, plan.Info).Value : value, path, null, items?.Items);
        }
        else if (items?.RefusesNull ?? (plan.Info.Type.IsValueType && Nullable.GetUnderlyingType(plan.Info.Type) is null))
        {
            IsComplete = false;
            _rules.NoteType(json, plan, null, path);
        }
    }

    private object? VisitValue(JsonElement json, TypePlan plan, object? value, MemberPlan? member, string path)
    {
        if (!isRead)
        {
            (var isReadAlone, value) = TryRead(json, plan.Info);
            if (!isReadAlone)
            {
                _rules.NoteType(json, plan, member, path);
                return null;
            }
        }

        // JSON has neither, whatever the serializer makes of 1e400, and unless the application writes them as texts no answer could tell them.
        if (!plan.Info.Options.NumberHandling.HasFlag(JsonNumberHandling.AllowNamedFloatingPointLiterals)
            && value is double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity)
        {
            fields.Fault(path, FieldFaultKind.Format, ("expected", "a finite number"));
            return null;
        }

        // Those of a member are looked at after its rules.
        if (member is null && value is string text)
        {
            CheckControls(text, path);
        }

        return value;
    }

    private void CheckControls(string text, string path)
    {
        if (FieldReader.HasControl(text, lines: true))
        {
            fields.Fault(path, FieldFaultKind.Format, ("expected", FieldReader.ControlFree));
        }
    }
}
