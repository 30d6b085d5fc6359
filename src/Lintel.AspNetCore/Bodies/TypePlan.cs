using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Lintel.AspNetCore;

/// <summary>The form of JSON that a .NET type is read from, as the serializer sees it, with what must hold of each member. Made once for each type.</summary>
internal sealed class TypePlan
{
    private static readonly ConditionalWeakTable<JsonTypeInfo, TypePlan> Known = [];

    private readonly JsonTypeInfo? _element;
    private readonly Dictionary<string, MemberPlan> _members;

    private TypePlan(JsonTypeInfo info)
    {
        Info = info;
        _element = info is { Kind: JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary, ElementType: { } element }
            ? InfoOf(element, info.Options)
            : null;
        Members = info.Kind == JsonTypeInfoKind.Object
            ? [.. info.Properties.Where(
                property => property.Set is not null || property.AssociatedParameter is not null).Select(property => new MemberPlan(property))]
            : [];
        Comparer = info.Options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _members = Members.Where(member => !member.IsRest).ToDictionary(member => member.Name, Comparer);
        Rules = [.. info.Type.GetCustomAttributes(inherit: true).OfType<ValidationAttribute>()];
    }

    public JsonTypeInfo Info { get; }

    /// <summary>The kind of JSON; <see cref="JsonTypeInfoKind.None"/> for a value that the serializer reads as a whole.</summary>
    public JsonTypeInfoKind Kind => Info.Kind;

    /// <summary>The member that says which type an object is of; null where it is always this one.</summary>
    public string? Discriminator => Info.PolymorphismOptions?.TypeDiscriminatorPropertyName;

    public IReadOnlyList<MemberPlan> Members { get; }

    public StringComparer Comparer { get; }

    /// <summary>The rules of an object as a whole.</summary>
    public IReadOnlyList<ValidationAttribute> Rules { get; }

    /// <summary>The plan of the items of a list or the values of a dictionary. Of a type that holds itself, this is made when it is asked for.</summary>
    public TypePlan Element => Of(_element!);

    /// <summary>True where the serializer refuses members that it does not know, whatever the contract says.</summary>
    public bool RefusesUnknown => (Info.UnmappedMemberHandling ?? Info.Options.UnmappedMemberHandling) == JsonUnmappedMemberHandling.Disallow;

    /// <summary>True where the type keeps the members that it does not know.</summary>
    public bool KeepsRest => Members.Any(member => member.IsRest);

    public static TypePlan Of(JsonTypeInfo info) => Known.GetValue(info, static info => new TypePlan(info));

    /// <summary>Finds how the serializer reads a type. It reads a value that may be null as the value itself, and knows its members there alone.</summary>
    public static JsonTypeInfo InfoOf(Type type, JsonSerializerOptions options) => options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>The plan of the type that a value is of.</summary>
    public TypePlan ForValue(object value) => value.GetType() == Info.Type ? this : Of(Info.Options.GetTypeInfo(value.GetType()));

    public MemberPlan? Find(string name) => _members.GetValueOrDefault(name);
}

/// <summary>One member of an object.</summary>
internal sealed class MemberPlan
{
    private readonly JsonPropertyInfo _property;

    public MemberPlan(JsonPropertyInfo property)
    {
        _property = property;
        var parameter = property.AssociatedParameter;
        Attributes = [.. AttributesOf(property.AttributeProvider), .. AttributesOf(parameter?.AttributeProvider ?? ParameterOf(property))];
        ValidationAttribute[] rules = [.. Attributes.OfType<ValidationAttribute>().DistinctBy(rule => rule.TypeId)];
        var required = Array.Find(rules, rule => rule is RequiredAttribute) as RequiredAttribute;
        Rules = [.. rules.Where(rule => rule is not RequiredAttribute).OrderBy(rule => rule is SingleLineAttribute)];
        IsNullable = required is null
            && (property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsSetNullable);
        IsRequired = property.IsRequired || required is not null || parameter is { HasDefaultValue: false, IsNullable: false };
        Items = ItemNullability.Of(property.AttributeProvider);
        NullIsMissing = required is not null;
        BlankIsMissing = required is { AllowEmptyStrings: false };
    }

    /// <summary>The attributes of the member, and of the constructor's parameter that it is read by.</summary>
    public IReadOnlyList<Attribute> Attributes { get; }

    /// <summary>The name in JSON.</summary>
    public string Name => _property.Name;

    /// <summary>The name in .NET; null where the serializer does not tell.</summary>
    public string? ClrName => (_property.AttributeProvider as MemberInfo)?.Name;

    public bool IsRequired { get; }

    public bool IsNullable { get; }

    /// <summary>The nullability of the items of a list or a dictionary; null for other values.</summary>
    public ItemNullability? Items { get; }

    /// <summary>True where null is no value, whatever the contract says.</summary>
    public bool NullIsMissing { get; }

    /// <summary>True where a blank text is none.</summary>
    public bool BlankIsMissing { get; }

    /// <summary>True for the member that keeps all others.</summary>
    public bool IsRest => _property.IsExtensionData;

    /// <summary>True where the value is read by rules of the member alone, which are not applied to a part of a body.</summary>
    public bool IsReadByItself => _property.CustomConverter is not null || _property.NumberHandling is not null;

    public IReadOnlyList<ValidationAttribute> Rules { get; }

    public TypePlan Plan => TypePlan.Of(TypePlan.InfoOf(_property.PropertyType, _property.Options));

    /// <summary>The rule of a kind; null for none.</summary>
    public T? RuleOf<T>()
        where T : ValidationAttribute => Rules.OfType<T>().FirstOrDefault();

    public object? ValueIn(object instance) => _property.Get?.Invoke(instance);

    /// <summary>
    /// The parameter of a record's constructor, which has the attributes. Of a struct, the serializer sets properties and does not look at it.
    /// </summary>
    private static ParameterInfo? ParameterOf(JsonPropertyInfo property) =>
        property.AttributeProvider is PropertyInfo { DeclaringType: { IsValueType: true } type } member
        ? type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).FirstOrDefault(
            parameter => parameter.Name == member.Name && parameter.ParameterType == member.PropertyType)
        : null;

    private static IEnumerable<Attribute> AttributesOf(ICustomAttributeProvider? provider) =>
        (provider?.GetCustomAttributes(inherit: true) ?? []).OfType<Attribute>();
}
