using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.FieldService.Bodies;

/// <summary>The id of a record, in types that describe what is read field by field.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class IdAttribute() : RangeAttribute(1d, FieldReader.LargestInteger);
