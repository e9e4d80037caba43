/** The 80 classes of COCO, in the order that detectors trained on it give their scores. */
export const COCO_CLASSES = (
  "person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign," +
  "parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella," +
  "handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard," +
  "surfboard,tennis racket,bottle,wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange," +
  "broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,potted plant,bed,dining table,toilet,tv,laptop," +
  "mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors," +
  "teddy bear,hair drier,toothbrush"
).split(",");

/** People, pets, and what a surface is part of or stands in: nothing that is tidied off a surface. */
export const NOT_THINGS = (
  "person,traffic light,fire hydrant,stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,chair," +
  "couch,bed,dining table,toilet,oven,sink,refrigerator"
).split(",");
